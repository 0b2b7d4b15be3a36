/** Web addresses as people write them: `http://` may be left out, as with curl. */

/** A scheme and its slashes (RFC 3986 section 3.1). */
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** The URL, or `undefined` if the text is no http or https URL. `http://` is put before a text without a scheme. */
export function webAddress(text: string): URL | undefined {
  const whole = SCHEME.test(text) ? text : `http://${text}`;
  if (!URL.canParse(whole)) return undefined;
  const url = new URL(whole);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}
