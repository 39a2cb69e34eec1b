"""What several tests share: small models and stand-ins."""
