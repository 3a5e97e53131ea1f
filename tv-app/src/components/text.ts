import { TextTokenizer } from '../lightning.js'
import { COLOR, FONT } from '../theme.ts'
import { hasRtl } from '../words/direction.ts'
import { rtl } from '../words/texts.ts'
import { lineTokens } from './line-breaks.ts'

interface TextOptions {
  size: number
  bold?: boolean
  color?: number
  lineHeight?: number
  width?: number
  /** Where short lines of several begin: with the reading unless said otherwise. `left` is left in every language. */
  align?: 'start' | 'center' | 'left'
  letterSpacing?: number
  lines?: number
}

TextTokenizer.setCustomTokenizer(lineTokens)

/** A Lightning text of this look. */
export function textOf(text: string, options: TextOptions) {
  const { size, bold = false, color = COLOR.text, width = 0, lines = 0, align = 'start' } = options
  const letterSpacing = spacingOf(text, options)
  return {
    text,
    fontSize: size,
    // The very same list each time: by another one, however alike, Lightning would paint the words anew.
    fontFace: bold ? FONT.bold : FONT.medium,
    // What our own bold face has no letters for comes from the set's fonts, which need to be told.
    fontStyle: bold ? 'bold' : 'normal',
    textColor: color,
    lineHeight: options.lineHeight ?? Math.round(size * 1.3),
    wordWrap: width > 0,
    wordWrapWidth: width,
    textAlign: align === 'start' ? (rtl() ? 'right' : 'left') : align,
    letterSpacing,
    // Lightning measures without the spacing, and would cut the last letters.
    paddingRight: letterSpacing * text.length,
    maxLines: lines,
    maxLinesSuffix: '…',
  }
}

/** The size, at most the wanted one, at which no line of this is wider. */
export function fittingSize(text: string, options: TextOptions, width: number): number {
  const { size, bold = true } = options
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return size
  context.font = `${bold ? 'bold ' : ''}${size}px ${(bold ? FONT.bold : FONT.medium).join(',')}`
  const spacing = spacingOf(text, options)
  const needed = text
    .split('\n')
    .map((line) => context.measureText(line).width + spacing * line.length)
  const widest = Math.max(...needed)
  return widest <= width ? size : Math.floor((size * width) / widest)
}

function spacingOf(text: string, { letterSpacing = 0 }: TextOptions): number {
  // Arabic letters join: drawn one by one, as spacing needs, they would fall apart into their separate forms.
  return hasRtl(text) ? 0 : letterSpacing
}
