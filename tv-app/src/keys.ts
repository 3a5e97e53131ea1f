import type { Key } from './story/state.ts'

/** Key codes of remotes since 2015. Old engines know no `event.key`, and the codes of different makers do not collide. */
const CODES: Record<number, Key> = {
  // VIDAA and RDK 8 · Sky, Senza, PlayStation 27 · media centres 166 · HbbTV, webOS 461 · Tizen 10009 · Xbox 196 · Fire TV 4
  8: 'back',
  27: 'back',
  166: 'back',
  461: 'back',
  10009: 'back',
  196: 'back',
  4: 'back',
  13: 'enter',
  195: 'enter',
  37: 'left',
  38: 'up',
  39: 'right',
  40: 'down',
  // Xbox: 203 up, 204 down, 205 left, 206 right
  203: 'up',
  204: 'down',
  205: 'left',
  206: 'right',
  415: 'play',
  19: 'play',
  10252: 'play',
  179: 'play',
  250: 'play',
  503: 'play',
}

export function keyOf(keyCode: number): Key {
  return CODES[keyCode] ?? 'other'
}

/** The same map with the names of Lightning's handlers, for what a screen moves itself. */
export const LIGHTNING_KEYS: Record<number, string> = Object.keys(CODES).reduce<
  Record<number, string>
>((names, code) => {
  const key = keyOf(Number(code))
  names[Number(code)] = key.charAt(0).toUpperCase() + key.slice(1)
  return names
}, {})
