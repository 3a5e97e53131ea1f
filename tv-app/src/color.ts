import { COLOR } from './theme.ts'

/** `#RRGGBB` as Lightning's opaque 0xAARRGGBB; lavender for anything else. */
export function argb(hex: string): number {
  if (!/^#[0-9A-Fa-f]{6}$/.test(hex)) return COLOR.accent
  return 0xff000000 + Number.parseInt(hex.slice(1), 16)
}

/** As CSS writes it. */
export function css(color: number): string {
  return `#${(0x1000000 + (color & 0xffffff)).toString(16).slice(1)}`
}

/** Goes from one colour towards another; 0 is the first, 1 the second. */
export function mix(from: number, to: number, share: number): number {
  const channel = (shift: number) => {
    const a = (from >>> shift) & 255
    return Math.round(a + (((to >>> shift) & 255) - a) * share) * 2 ** shift
  }
  return 0xff000000 + channel(16) + channel(8) + channel(0)
}

/** Dark or light text, whichever stands out more on this background (WCAG 2.2 contrast ratio). */
export function readableOn(background: number): number {
  const dark = contrast(background, COLOR.dark)
  return dark >= contrast(background, COLOR.text) ? COLOR.dark : COLOR.text
}

export function contrast(one: number, other: number): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

function luminance(color: number): number {
  const linear = (shift: number) => {
    const value = ((color >>> shift) & 255) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
}
