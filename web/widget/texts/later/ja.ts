import type en from './en'

const ja: Record<keyof typeof en, string> = {
  remove: '取り消す',

  uploading: 'アップロード中 {n}%',
  upload_paused: '一時停止中、{n} %',
  upload_waiting: '接続を待っています、{n} %',
  upload_pause: '一時停止',
  upload_resume: '再開',

  save_title: 'このお問い合わせを保存',
  save_print: '印刷または PDF として保存',
  save_file: '証明付きでダウンロード（JSON）',
  save_about: '{brand}・{time} に保存・お問い合わせ番号 {id}',
  save_proof: 'この控えに疑いがある場合は、以下の二行をダウンロードしたファイルとともにお送りください。一文字でも変更されていればわかります。',
  save_code: '証明',

  real_title: '本当に {brand} ですか？',
  real_host: 'このウィンドウの提供元',
  real_yes: 'はい。上のアドレスが {brand} のものであり、公式サイトまたは公式アプリからこのウィンドウを開いた場合は本物です。',
  real_never: '当社の担当者が決して行わないこと',
  real_never_1: 'パスワード、認証アプリのコード、秘密鍵、リカバリーフレーズをお尋ねすること。',
  real_never_2: 'Telegram、WhatsApp などの SNS で先にメッセージを送ること、またはお電話すること。',
  real_never_3: '「安全な」ウォレットへの送金や、プログラムのインストールをお願いすること。',
  real_doubt: 'そのような連絡があった場合、当社ではありません。返信せず、こちらからお知らせください。',
  real_tell: '不審な連絡を知らせる',
  real_text: 'サポートを名乗る人物から連絡がありました。',
  copy: 'コピー',
  copied: 'コピーしました',

  away_title: '会話は別のウィンドウで開いています',
  away_text: '入力した内容も引き継がれています。そのウィンドウを閉じるか、ここに戻してください。',
  away_show: 'ウィンドウを表示',
  away_back: 'ここに戻す',
  history_hint: '言葉、通貨、金額',
  history_about: 'お客様のメッセージと返信の内容を検索します。',
  history_none: '「{text}」を含むメッセージはありません。',
  history_some: '最新のメッセージのみ表示しています。言葉を足すと、より古いものも探せます。',
  history_count_one: '{n}件のメッセージが見つかりました',
  history_count_other: '{n}件のメッセージが見つかりました',
  contact_title: '{brand}への連絡方法',
  contact_chat: 'チャット',
  contact_help: 'ヘルプセンター',
  contact_help_text: 'いつでもすぐに読める回答',
  contact_only: 'ほかの連絡手段はありません。別の方法で当社を名乗る連絡は、当社からのものではありません。',
  official: '公式サイト',

  updated: '更新日：{date}',
  article_failed: 'この記事を読み込めませんでした。',
  article_ask: '解決しませんか？お問い合わせください',
  article_text: '「{title}」を読みましたが、まだ解決していません：',
  open_page: 'ヘルプセンターで開く',

  translated: '{language}からの機械翻訳',
  original_show: '原文を表示',
  original_hide: '原文を隠す',
}

export default ja
