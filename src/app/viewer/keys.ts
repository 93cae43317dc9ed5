/** With one of these a key is the browser's or the system's: zoom, history, copy. Shift is ours. */
export function hasModifier({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return ctrlKey || metaKey || altKey;
}

/** The key of this event is this letter alone. */
export function isPlainKey(event: KeyboardEvent, letter: string): boolean {
  return event.key.toLowerCase() === letter && !hasModifier(event);
}
