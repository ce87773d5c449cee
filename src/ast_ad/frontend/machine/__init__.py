"""The abstract machine: its objects and storages, its state, and how two states become one where ways of control meet."""
