"""Every component in every state on one page, for the people who build and translate the screens."""
