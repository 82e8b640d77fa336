"""The commands, a file a group, thin: what they do lives in the library."""
