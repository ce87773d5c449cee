"""Reading: from a function or a file to a tree, its scopes, and what its text says about kinds and names."""
