"""What every service stands on: messages in and out, time, storage, health."""
