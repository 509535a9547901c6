"""进出: signing in and out, one's own account."""
