/** Words that come with the first translated message, not before: they are in no catalogue of `texts/`. */
import type { Locale } from '.'

interface Words {
  /** `{from}` is the language in which it was written. */
  by: string
  show: string
  hide: string
}

const words: Record<Locale, Words> = {
  en: { by: 'Translated from {from} by a machine', show: 'Show the original', hide: 'Hide the original' },
  'zh-CN': { by: '由机器从{from}翻译', show: '查看原文', hide: '收起原文' },
  es: { by: 'Traducido automáticamente del {from}', show: 'Ver el original', hide: 'Ocultar el original' },
  ja: { by: '{from}からの機械翻訳', show: '原文を表示', hide: '原文を隠す' },
  ar: { by: 'ترجمة آلية من {from}', show: 'عرض النص الأصلي', hide: 'إخفاء النص الأصلي' },
}
export default words
