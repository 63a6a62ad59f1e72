import type en from './en'

const es: Record<keyof typeof en, string> = {
  remove: 'Quitar',

  uploading: 'Subiendo, {n} %',
  upload_paused: 'En pausa, {n} %',
  upload_waiting: 'A la espera de conexión, {n} %',
  upload_pause: 'Pausar',
  upload_resume: 'Continuar',

  save_title: 'Guardar esta conversación',
  save_print: 'Imprimir o guardar como PDF',
  save_file: 'Descargar con prueba (JSON)',
  save_about: '{brand} · guardada el {time} · conversación {id}',
  save_proof: 'Quien dude de esta copia puede enviarnos las dos líneas siguientes junto con el archivo descargado: se nota hasta una sola letra cambiada.',
  save_code: 'Prueba',

  real_title: '¿Es realmente {brand}?',
  real_host: 'Esta ventana la sirve',
  real_yes: 'Sí, si la dirección de arriba pertenece a {brand} y usted abrió esta ventana en su propio sitio o en su aplicación.',
  real_never: 'Lo que nuestro equipo nunca hace',
  real_never_1: 'Pedirle su contraseña, un código de su autenticador, una clave privada o una frase de recuperación.',
  real_never_2: 'Escribirle primero por Telegram, WhatsApp o cualquier red social, ni llamarle por teléfono.',
  real_never_3: 'Pedirle que envíe criptomonedas a una billetera «segura» o que instale un programa.',
  real_doubt: 'Si alguien lo hizo, no fuimos nosotros. No responda y cuéntenoslo aquí:',
  real_tell: 'Contarnos lo ocurrido',
  real_text: 'Alguien que dice ser de su soporte se ha puesto en contacto conmigo. ',
  copy: 'Copiar',
  copied: 'Copiado',

  away_title: 'Su conversación está en una ventana propia',
  away_text: 'Lo que escribió pasó a ella. Cierre esa ventana o traiga la conversación aquí.',
  away_show: 'Mostrar la ventana',
  away_back: 'Traerla aquí',
  history_hint: 'Una palabra, una moneda, un importe',
  history_about: 'Busca en lo que usted escribió y en lo que respondimos.',
  history_none: 'Ningún mensaje suyo dice «{text}».',
  history_some: 'Solo se muestran los mensajes más recientes. Añada una palabra para encontrar otros anteriores.',
  history_count_one: '{n} mensaje encontrado',
  history_count_other: '{n} mensajes encontrados',
  contact_title: 'Cómo contactar con {brand}',
  contact_chat: 'Chat en línea',
  contact_help: 'Centro de ayuda',
  contact_help_text: 'Respuestas para leer al momento, día y noche',
  contact_only: 'No hay otras vías. Quien escriba o llame en nuestro nombre por otro medio no somos nosotros.',
  official: 'Nuestros sitios oficiales',

  updated: 'Actualizado el {date}',
  article_failed: 'No se pudo cargar este artículo.',
  article_ask: '¿No es la respuesta? Pregúntenos',
  article_text: 'He leído «{title}» y todavía necesito ayuda: ',
  open_page: 'Abrir en el centro de ayuda',

  translated: 'Traducido automáticamente del {language}',
  original_show: 'Ver el original',
  original_hide: 'Ocultar el original',
}

export default es
