import type en from './en'

const zh: Record<keyof typeof en, string> = {
  remove: '移除',

  uploading: '正在上传 {n}%',
  upload_paused: '已暂停，{n} %',
  upload_waiting: '等待网络恢复，{n} %',
  upload_pause: '暂停',
  upload_resume: '继续',

  save_title: '保存此对话',
  save_print: '打印或存为 PDF',
  save_file: '下载并附证明（JSON）',
  save_about: '{brand} · 保存于 {time} · 对话 {id}',
  save_proof: '如对此副本有疑问，可将下面两行连同下载的文件发给我们核验：哪怕改动一个字也能看出来。',
  save_code: '证明',

  real_title: '这真的是 {brand} 吗？',
  real_host: '本窗口由以下地址提供',
  real_yes: '如果上面的地址属于 {brand}，并且您是在其官网或官方 App 中打开的，那就是真的。',
  real_never: '我们的客服绝不会',
  real_never_1: '索要您的密码、验证器动态码、私钥或助记词。',
  real_never_2: '在 Telegram、微信等社交软件上主动加您，或主动给您打电话。',
  real_never_3: '要求您把资产转到“安全钱包”，或让您安装软件。',
  real_doubt: '如果有人这样做，那不是我们。请不要回应，并在这里告诉我们：',
  real_tell: '举报可疑联系',
  real_text: '有人自称是你们的客服联系了我。',
  copy: '复制',
  copied: '已复制',

  away_title: '对话已在独立窗口中打开',
  away_text: '您写的内容已一并带过去。关闭该窗口，或将对话移回此处。',
  away_show: '显示该窗口',
  away_back: '移回此处',
  history_hint: '关键词、币种或金额',
  history_about: '搜索您发送的内容和我们的回复。',
  history_none: '您的消息中没有“{text}”。',
  history_some: '仅显示最新的消息。多输入一个词可查找更早的消息。',
  history_count_one: '找到 {n} 条消息',
  history_count_other: '找到 {n} 条消息',
  contact_title: '如何联系 {brand}',
  contact_chat: '在线聊天',
  contact_help: '帮助中心',
  contact_help_text: '随时可查阅的解答',
  contact_only: '除此之外没有其他渠道。以我们的名义在别处联系您的人都不是我们。',
  official: '我们的官方网站',

  updated: '更新于 {date}',
  article_failed: '文章加载失败。',
  article_ask: '没有解决？问问我们',
  article_text: '我已阅读《{title}》，仍需要帮助：',
  open_page: '在帮助中心打开',

  translated: '由机器从{language}翻译',
  original_show: '查看原文',
  original_hide: '收起原文',
}

export default zh
