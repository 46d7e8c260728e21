"""All tickets, filtered and paged; and the one search box over tickets and customers."""
