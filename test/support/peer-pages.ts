import type { Flaws } from './peer-flaws.ts'

/** Where a person types the code that the screen shows. */
export function typingPage(trouble: string | null): string {
  return `<!doctype html><title>Sign in</title><p>${trouble ?? 'Type the code on your TV.'}</p>
<form method="post"><input type="hidden" name="xsrf" value="x"><input name="user_code">
<button>Next</button></form>`
}

/** Where a person says yes or no. */
export function confirmPage(userCode: string, client: string, { page }: Partial<Flaws>): string {
  const shown = page === 'without code' ? '' : `<p>Your TV shows ${userCode}</p>`
  const no = page === 'without no' ? '' : '<button name="decision" value="no">Not my TV</button>'
  return `<!doctype html><title>Sign in</title>
<p>${page === 'nameless' ? 'Something' : client} wants to sign in.</p>${shown}
<form method="post"><input type="hidden" name="user_code" value="${userCode}">
<button name="decision" value="yes">Connect</button>${no}</form>`
}
