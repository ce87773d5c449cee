"""Programs that call the functions in the table."""
