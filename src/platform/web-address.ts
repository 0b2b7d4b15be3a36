/** Web addresses as people write them: `http://` may be left out, as with curl. */

/** The URL, or `undefined` if the text is no http or https URL. `http://` is put before a text without a scheme. */
export function webAddress(text: string): URL | undefined {
  const whole = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(whole)) return undefined;
  const url = new URL(whole);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}
