"""Whom an amendment is for: one of what is not public stays so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Take this step.

    Amendments of before count as public, as they did. One of a field that is not public is then
    told as a problem when the knowledge is loaded, and left out.
    """
    op.add_column(
        "amendments",
        sa.Column("audience", sa.String(length=16), server_default="public", nullable=False),
    )
