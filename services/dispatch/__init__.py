"""dispatch: work orders, their steps and signatures, deadlines, escalations, approvals."""
