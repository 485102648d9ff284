"""What a learner can be asked: every right answer is computed, and every wrong one names what is misunderstood."""
