"""Plain functions without models: clock, business time, phone numbers, Polish and English text, signed tokens. Imports nothing of ours."""
