"""Meetings by rule and who takes which: pure date arithmetic that knows no knowledge and no clock."""
