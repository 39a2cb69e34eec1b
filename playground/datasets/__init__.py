"""Pictures of users as data sets: read from what they have, kept in one form that all readers share."""
