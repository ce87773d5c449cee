"""What each statement does to the state of the abstract machine."""
