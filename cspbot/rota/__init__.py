"""Meetings by rule and who takes which: pure date arithmetic, no clock."""
