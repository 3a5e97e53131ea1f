/** Japanese and Chinese signs, of which a line may end after any one: between them stands no blank. */
const SIGN = /[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uff66-\uff9f\uff01-\uff5e\u3001-\u301f]/

/** What begins no line: closing marks, small kana and the long-vowel mark. */
const NEVER_FIRST =
  /[\u3001\u3002\u3005\u3009\u300b\u300d\u300f\u3011\u3015\u30fb-\u30fe\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff5d…]/

/** What ends no line: opening marks. */
const NEVER_LAST = /[\u3008\u300a\u300c\u300e\u3010\u3014\uff08\uff5b]/

/**
 * What a line is filled with: words, single blanks, and of Japanese and Chinese the single signs. U+200B allows a break
 * and is not drawn. The shape is that of Lightning's tokenizers.
 */
export function lineTokens(text: string): [{ tokens: string[] }] {
  const tokens: string[] = []
  let word = ''
  const end = () => {
    if (word) tokens.push(word)
    word = ''
  }
  for (const sign of text) {
    if (sign === ' ' || sign === '\u200b') {
      end()
      if (sign === ' ') tokens.push(sign)
      continue
    }
    if (mayBreak(word.slice(-1), sign)) end()
    word += sign
  }
  end()
  return [{ tokens }]
}

function mayBreak(before: string, after: string): boolean {
  if (before === '' || !(SIGN.test(before) || SIGN.test(after))) return false
  return !NEVER_FIRST.test(after) && !NEVER_LAST.test(before)
}
