"""Customers: finding them, their whole picture, and what is known of them."""
