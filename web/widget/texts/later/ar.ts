import type en from './en'

const ar: Record<keyof typeof en, string> = {
  remove: 'إزالة',

  uploading: 'جارٍ الرفع، {n} %',
  upload_paused: 'متوقف مؤقتًا عند {n} %',
  upload_waiting: 'في انتظار الاتصال، {n} %',
  upload_pause: 'إيقاف مؤقت',
  upload_resume: 'متابعة',

  save_title: 'حفظ هذه المحادثة',
  save_print: 'طباعة أو حفظ بصيغة PDF',
  save_file: 'تنزيل مع الإثبات (JSON)',
  save_about: '{brand} · حُفظت في {time} · المحادثة {id}',
  save_proof: 'من يشك في هذه النسخة يمكنه أن يرسل إلينا السطرين التاليين مع الملف المنزَّل: يظهر تغيير أي حرف.',
  save_code: 'الإثبات',

  real_title: 'هل هذا {brand} فعلًا؟',
  real_host: 'مصدر هذه النافذة هو',
  real_yes: 'نعم، إذا كان العنوان أعلاه تابعًا لـ {brand} وفتحت هذه النافذة من موقعه أو تطبيقه.',
  real_never: 'ما لا يفعله موظفونا أبدًا',
  real_never_1: 'طلب كلمة المرور أو رمز من تطبيق المصادقة أو مفتاح خاص أو عبارة استرداد.',
  real_never_2: 'البدء بمراسلتك على تيليجرام أو واتساب أو أي شبكة اجتماعية، أو الاتصال بك.',
  real_never_3: 'طلب إرسال عملات إلى محفظة «آمنة» أو تثبيت برنامج.',
  real_doubt: 'إذا فعل أحد ذلك فلسنا نحن. لا تردّ عليه وأخبرنا هنا:',
  real_tell: 'أخبرنا بالأمر',
  real_text: 'تواصل معي شخص يقول إنه من الدعم لديكم. ',
  copy: 'نسخ',
  copied: 'تم النسخ',

  away_title: 'محادثتك في نافذة مستقلة',
  away_text: 'انتقل معها ما كتبته. أغلق تلك النافذة أو أعد المحادثة إلى هنا.',
  away_show: 'إظهار النافذة',
  away_back: 'إعادتها إلى هنا',
  history_hint: 'كلمة أو عملة أو مبلغ',
  history_about: 'يبحث فيما كتبته وفيما أجبنا به.',
  history_none: 'لا توجد رسالة لك فيها “{text}”.',
  history_some: 'تظهر أحدث الرسائل فقط. أضف كلمة للعثور على الأقدم.',
  history_count_one: 'عدد الرسائل: {n}',
  history_count_other: 'عدد الرسائل: {n}',
  contact_title: 'كيف تتواصل مع {brand}',
  contact_chat: 'الدردشة',
  contact_help: 'مركز المساعدة',
  contact_help_text: 'إجابات تقرؤها فورًا ليلًا ونهارًا',
  contact_only: 'لا توجد طرق أخرى. من يكتب أو يتصل باسمنا من مكان آخر ليس منّا.',
  official: 'مواقعنا الرسمية',

  updated: 'حُدِّث في {date}',
  article_failed: 'تعذّر تحميل هذا المقال.',
  article_ask: 'لم تجد الإجابة؟ اسألنا',
  article_text: 'قرأت «{title}» وما زلت بحاجة إلى المساعدة: ',
  open_page: 'فتح في مركز المساعدة',

  translated: 'ترجمة آلية من {language}',
  original_show: 'عرض النص الأصلي',
  original_hide: 'إخفاء النص الأصلي',
}

export default ar
