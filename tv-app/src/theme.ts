import { DRIFT } from './drift.ts'

/** Colours as Lightning takes them, 0xAARRGGBB. Never pure white: large areas of it glare and burn in. */
export const COLOR = {
  nightTop: 0xff1c1d45,
  nightBottom: 0xff0f1026,
  accent: 0xffcccdfd,
  text: 0xfff1f0fa,
  muted: 0xffa9aad0,
  faint: 0xff8e8fbb,
  panel: 0xff24265a,
  key: 0xff33357a,
  dark: 0xff12132b,
  card: 0xfff8f8fc,
  alert: 0xffffc9a3,
} as const

export const STAGE = { width: 1920, height: 1080 } as const

/** Where a screen begins: as large as the stage, and not to be seen yet. */
export const UNSEEN = { alpha: 0, w: STAGE.width, h: STAGE.height } as const

/** What a set may cut off at its edges, 5 %, and as much again as a screen drifts. */
export const SAFE = { x: 96 + DRIFT.x, y: 54 + DRIFT.y } as const

export const FONT = {
  medium: ['CouchlinkMedium', 'sans-serif'],
  bold: ['CouchlinkBold', 'sans-serif'],
} as const

/** Seconds. */
export const CALM = { fade: 0.3, focus: 0.18 } as const

/** Words that are fitted into a place are never written smaller: nobody would read them from a sofa. Pixels at 1080p. */
export const LEAST_SIZE = 30
