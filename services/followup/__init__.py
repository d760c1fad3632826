"""followup: callbacks, their attempts, results, ratings and delegation."""
