"""What leaves: every message with its state, and what the gate holds back."""
