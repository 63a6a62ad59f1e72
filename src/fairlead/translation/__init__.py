"""Translation assist: what the other side wrote beside what it means, by a machine the operator chose."""
