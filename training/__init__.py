"""Scripts that rebuild the stance model; the only place that needs torch."""
