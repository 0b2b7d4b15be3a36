/** Label matchers of the results of pairs. */

/** At least one query of the pair got no answer. */
export const LOST = 'result=~"none|only-a|only-aaaa"';
/** Each query was answered with data, or got no answer. A pair with another outcome (`error`) counts in no share. */
export const COUNTED = 'result!="error"';
