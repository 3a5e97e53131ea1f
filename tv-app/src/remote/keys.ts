import type { Digit } from '../story/screen.ts'
import type { Key } from '../story/state.ts'

/**
 * Key codes of remotes since 2015, for engines that know no `event.key`; docs/remotes.md says whose they are. Where two
 * makers mean different keys by one code, the comment says why this one is taken.
 */
const CODES: Record<number, Key> = {
  // VIDAA, Titan and RDK 8 · Sky, Senza, PlayStation 27 · media centres 166 · HbbTV, webOS 461 · Tizen 10009 · Xbox 196
  8: 'back',
  27: 'back',
  166: 'back',
  461: 'back',
  10009: 'back',
  196: 'back',
  // Fire TV. No keyboard has it: Windows counts a mouse's middle button here, which browsers never tell as a key.
  4: 'back',
  13: 'enter',
  195: 'enter',
  37: 'left',
  38: 'up',
  39: 'right',
  40: 'down',
  // Xbox, its cross and its stick: up, down, then left, right at the one and right, left at the other.
  203: 'up',
  204: 'down',
  205: 'left',
  206: 'right',
  211: 'up',
  212: 'down',
  213: 'right',
  214: 'left',
  415: 'play',
  // On a keyboard this is "Pause", which says the same.
  19: 'pause',
  // Tizen, keyboards and Fire TV, RDK, set-top boxes
  10252: 'playPause',
  179: 'playPause',
  250: 'playPause',
  503: 'playPause',
  413: 'stop',
  178: 'stop',
  412: 'rewind',
  227: 'rewind',
  417: 'forward',
  228: 'forward',
}

/** The number keys of remotes and keyboards begin here, and those of a keyboard's number pad. */
const ZEROS = [48, 96] as const

export function keyOf(keyCode: number): Key {
  return CODES[keyCode] ?? digitOf(keyCode) ?? 'other'
}

/** 0 is a key like any other: it stands in no number. */
function digitOf(keyCode: number): Digit | null {
  const digits = ZEROS.map((zero) => keyCode - zero)
  const digit = digits.find((one) => one >= 1 && one <= 9)
  return digit === undefined ? null : (`${digit}` as Digit)
}

/** The same map with the names of Lightning's handlers, for what a screen moves itself. */
export const LIGHTNING_KEYS: Record<number, string> = Object.keys(CODES).reduce<
  Record<number, string>
>((names, code) => {
  const key = keyOf(Number(code))
  names[Number(code)] = key.charAt(0).toUpperCase() + key.slice(1)
  return names
}, {})
