/**
 * Limits of what people type, for the hub that holds to them and the pages that say them first.
 * Characters are UTF-16 code units, as a browser counts them. Without imports, so that a page that
 * needs a number does not load the schemas.
 */

/** Of an email address: more than any mail server's users have, and short enough for a table. */
export const mostEmailCharacters = 200;

/** Of the name of a person or of an API token: it stands in a table and in the audit log. */
export const mostNameCharacters = 100;

/** Of a new password: long enough that guessing through a rate limit is hopeless. */
export const leastPasswordCharacters = 12;

/** Of a new password: a long sentence fits in. */
export const mostPasswordCharacters = 200;

/** Of a password that is only compared: longer ones are wrong anyway, and cost no hashing. */
export const mostTypedPasswordCharacters = 1000;

/** Of a text in a filter of the audit log: an email address fits in. */
export const mostFilterCharacters = 200;

/** How long an API token is good for: at most a year, leap years too, so that none is forgotten. */
export const apiTokenDays = { least: 1, most: 366, usual: 90 } as const;

/** How many nodes may register with one enrolment token: a large fleet's, all at once. */
export const enrolmentTokenUses = { least: 1, most: 1000, usual: 1 } as const;

/** How long an enrolment token is good for: long enough to start a VM, at most 30 days. */
export const enrolmentTokenSeconds = { least: 60, most: 30 * 86_400, usual: 3600 } as const;
