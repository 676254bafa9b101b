// What a screen reader is told when something changes on a screen that stays, and what a voice would say of a screen.
import { plain, yen } from './strings.js';

/** News for the live region; null where nothing is to be said. A new screen speaks by its heading, which has focus. */
export function announcement(before, screen) {
  const content = screen.content;
  const old = before?.content;
  if (old?.kind !== content.kind || before.language !== screen.language) return '';
  switch (content.kind) {
    case 'enterPIN': {
      // How many, never which.
      const entered = content.keypad?.entered;
      if (entered === undefined || entered === old.keypad?.entered) return null;
      return plain('enterPIN.entered', { entered, of: content.maximum });
    }
    case 'pay':
      if (old.paid === content.paid) return null;
      return plain('pay.news', { paid: yen(content.paid), open: yen(Math.max(content.due - content.paid, 0)) });
    case 'printing':
      if (content.trouble && old.trouble !== content.trouble) return plain(`trouble.${content.trouble}`);
      if (old.done === content.done) return null;
      return plain('printing.count', { done: content.done, sheets: content.sheets });
    case 'preparing':
      return old.stage === content.stage ? null : plain(`preparing.${content.stage}`);
    case 'copies':
      return old.copies === content.copies ? null : plain('copies.sum', { copies: content.copies, fee: yen(screen.fee) });
    default:
      return null;
  }
}
