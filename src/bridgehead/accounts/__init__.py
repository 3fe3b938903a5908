"""People: sign-in, names in two scripts, what they consented to, and the Actor that every deed is done by."""
