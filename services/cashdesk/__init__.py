"""cashdesk: prices, charges, payments, drawers, refunds, allocations, and the ledger under all of them."""
