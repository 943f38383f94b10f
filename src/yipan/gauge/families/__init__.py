"""The measures as the registry knows them: each reads an `Ask` and returns an `Outcome`."""
