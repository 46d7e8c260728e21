"""WhatsApp and Messenger by Meta's Graph API: signed webhooks in, messages out."""
