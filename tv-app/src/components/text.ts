import { COLOR, FONT } from '../theme.ts'

interface TextOptions {
  size: number
  bold?: boolean
  color?: number
  lineHeight?: number
  width?: number
  align?: 'left' | 'center'
  letterSpacing?: number
  lines?: number
}

/** A Lightning text of this look. */
export function textOf(text: string, options: TextOptions) {
  const {
    size,
    bold = false,
    color = COLOR.text,
    width = 0,
    lines = 0,
    letterSpacing = 0,
  } = options
  return {
    text,
    fontSize: size,
    fontFace: [...(bold ? FONT.bold : FONT.medium)],
    textColor: color,
    lineHeight: options.lineHeight ?? Math.round(size * 1.3),
    wordWrap: width > 0,
    wordWrapWidth: width,
    textAlign: options.align ?? 'left',
    letterSpacing,
    // Lightning measures without the spacing, and would cut the last letters.
    paddingRight: letterSpacing * text.length,
    maxLines: lines,
    maxLinesSuffix: '…',
  }
}

/** The size, at most the wanted one, at which one line is no wider than this. */
export function fittingSize(
  text: string,
  { size, letterSpacing = 0 }: TextOptions,
  width: number,
): number {
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return size
  context.font = `${size}px ${FONT.bold.join(',')}`
  const needed = context.measureText(text).width + letterSpacing * text.length
  return needed <= width ? size : Math.floor((size * width) / needed)
}
