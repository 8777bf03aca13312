"""What can be wrong with the store."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot be used just now; the text says which, why, and what to do."""


class NewerStoreError(StoreError):
    """The store was written by a later version of the program."""


class LockedStoreError(StoreError):
    """Others keep the store from being written; nothing is wrong with it."""


class DamagedStoreError(StoreError):
    """What is in the file cannot be read any more."""
