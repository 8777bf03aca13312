"""Facts as officers write them, checked and ready to look up."""
