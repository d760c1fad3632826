"""roster: staff, posts, shifts, sign-in and handovers."""
