/** DESIGN §8: boot → code on screen, in milliseconds, by how much slower than this machine the set is. */
export const BOOT = [
  { slowdown: 1, limits: { atLeast: 600, edge: 500 }, plain: { atLeast: 700, edge: 600 } },
  { slowdown: 6, limits: { atLeast: 1600, edge: 1400 }, plain: { atLeast: 2000, edge: 1800 } },
  { slowdown: 12, limits: { atLeast: 2800, edge: 2500 }, plain: { atLeast: 3400, edge: 3100 } },
] as const

/** What is answered within 100 ms is felt as one's own doing; within 50 ms nothing is noticed at all. */
export const KEY_MS = { atLeast: 100, edge: 50 }
/** On a set six times slower a key may be seen to take its time, but no second press comes before. */
export const SLOW_KEY_MS = { atLeast: 250, edge: 120 }

/** The ground, a picture upon it, and once more for all that stands before them; what is above that nobody sees. */
export const FILLED = { atLeast: 3, edge: 2.5 }

/** DESIGN §8, in KB. */
export const UP_TO_CODE_KB = { atLeast: 200, edge: 150 }
export const ALL_KB = { atLeast: 300, edge: 250 }

/** Sets of 2018 end pages somewhere above 200 MB in all; a browser alone takes most of that. In KB. */
export const HEAP_KB = { atLeast: 20_000, edge: 12_000 }
/** Eight pictures as large as the screen: it, the one behind it and what the rails show. In KB. */
export const TEXTURES_KB = { atLeast: 66_000, edge: 40_000 }
/** Of what there was in the first third of the time: what grows by more in two hours is a leak. */
export const GROWTH = { atLeast: 1.1, edge: 1.03 }
