"""Text messages: through SMSAPI, and through any gateway that speaks HTTP."""
