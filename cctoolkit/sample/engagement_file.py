"""The engagement.yml of the sample, commented in Spanish as a consultant would leave it."""

from __future__ import annotations

from string import Template

from cctoolkit.sample.calendar import Calendar
from cctoolkit.sample.codes import AUX, CHAT_WORDS, CODE_NAMES, NORTE_WORDS, UNKNOWN
from cctoolkit.sample.personnel import (
    ABSENCE_WORDS,
    CAMPAIGN,
    REASON_WORDS,
    SOURCE_WORDS,
)
from cctoolkit.sample.workforce import ACTIVITY_WORDS

CLIENT = "Brisaluz Energía (empresa ficticia)"
PROVIDER = "Voz del Alba Servicios (empresa ficticia)"


def engagement_text(calendar: Calendar) -> str:
    """Return the whole file."""
    return Template(HEAD + VOCABULARIES + SOURCES).substitute(
        client=CLIENT,
        provider=PROVIDER,
        zone=calendar.zone.key,
        first=calendar.first,
        last=calendar.last,
        campaign=CAMPAIGN,
        aux_codes=aux_codes(),
        norte_states=state_words(NORTE_WORDS),
        chat_states=state_words(CHAT_WORDS),
        activities=pairs({word: code for code, word in ACTIVITY_WORDS.items()}),
        absences=pairs({word: code for code, word in ABSENCE_WORDS.items()}),
        reasons=pairs({word: code for code, word in REASON_WORDS.items()}),
        sources_of_hire=pairs({word: code for code, word in SOURCE_WORDS.items()}),
        aux_columns="\n".join(f"        {aux.sur_column}: {aux.code}" for aux in AUX),
    )


def aux_codes() -> str:
    """Write the block of auxiliary codes, every flag in sight."""
    flags = ("paid", "planned", "productive", "mandatory_rest", "protected")
    flags += ("ordered_by_client", "billable")
    lines = []
    for aux in AUX:
        lines += [f"  {aux.code}:", f"    label: {aux.label}"]
        lines += [f"    {flag}: {str(flag in aux.flags).lower()}" for flag in flags]
    return "\n".join(lines)


def state_words(words: tuple[str, ...]) -> str:
    """Write a vocabulary of states; the word that nobody has explained is left out."""
    auxiliary = {aux.code for aux in AUX}
    lines = []
    for word, code in zip(words[:UNKNOWN], CODE_NAMES[:UNKNOWN], strict=True):
        target = f"{{code: aux, aux_code: {code}}}" if code in auxiliary else code
        lines.append(f"    {word}: {target}")
    return "\n".join(lines)


def pairs(words: dict[str, str]) -> str:
    """Write a vocabulary of plain words."""
    return "\n".join(f"    {word}: {code}" for word, code in words.items())


HEAD = """\
# Encargo de ejemplo. Todo es inventado: empresas, personas, llamadas y facturas.
# Las horas de los archivos son locales salvo que la fuente diga otra cosa.

client: $client
provider: $provider
service: Atención telefónica y chat a clientes de hogar
# Quién encarga y paga el informe: figura en la primera página.
commissioned_by: $client
country: ES
zone: $zone
# Ambos días incluidos. El turno de noche pertenece al día en que empieza.
period:
  first: $first
  last: $last
currency: EUR
language: es
locale: es_ES
# El cliente no recibe filas por agente, ni siquiera con seudónimo.
view: client
# draft: borrador; for_comment: para contraste; with_objections: con alegaciones; final: definitivo
state: draft
brand:
  accent: "#1f5f7a"
people:
  controller: $provider
  legal_basis: Ejecución del contrato de trabajo y control de la actividad laboral
  purpose: Contraste de la facturación y del servicio por equipos
  informed: Representación legal de los trabajadores de Norte y Sur
  informed_on: 2025-12-01
  delete_on: 2026-12-31
sections: [adherence, service]

targets:
  # Índice de adherencia al puesto: 1 - auxiliares / conexión.
  adherence_index: {low: 0.85, high: 0.90}
  # 70 % de las llamadas ofrecidas, atendidas en 20 segundos.
  service_level: {share: 0.70, threshold_s: 20, basis: offered}
  abandonment_share: 0.05

interval_minutes: 30
waiting_thresholds_s: [10, 20, 30, 60, 180]
short_abandon_s: 5
ringing_is_productive: true
# Estados sin explicar: por debajo de esta parte de las horas quedan "sin clasificar".
unknown_codes: {max_share: 0.01}
# Los identificadores se sustituyen por seudónimos; la clave queda fuera de esta carpeta.
pseudonyms: keyed

# Códigos auxiliares y sus marcas. La pausa PVD es un descanso obligatorio.
aux_codes:
$aux_codes
"""

VOCABULARIES = """
vocabularies:
  # "Puesto en pruebas" aparece en Norte sin que nadie lo haya explicado: no se adivina.
  estados_norte:
$norte_states
  estados_chat:
$chat_states
  resultados_norte:
    Atendida: answered
    Abandonada: abandoned
    Desbordada: redirected
    Fuera de horario: not_offered
  resultados_chat:
    handled: answered
    abandoned: abandoned
    diverted: redirected
    closed: not_offered
  colas:
    AVERÍAS: averias
    FACTURACIÓN: facturacion
    CONTRATACIÓN: contratacion
    chat_web: chat
  canales:
    AVERÍAS: voice
    FACTURACIÓN: voice
    CONTRATACIÓN: voice
    chat_web: chat
  segmentos:
    HOGAR: hogar
    PYME: pyme
    SOCIAL: bono_social
  actividades:
$activities
  ausencias:
$absences
  motivos_de_baja:
$reasons
  fuentes:
$sources_of_hire
  formacion:
    inicial: initial
    continua: continuous
  motivos_de_formacion:
    Producto: product
    Sustitución: replacement
  partes:
    Cliente: client
    Proveedor: provider
  resultados_de_salida:
    No contesta: no_answer
    Comunica: busy
    Contacto útil: useful
    Venta: sale
    Rechaza: refused
    Volver a llamar: call_back
  inductores:
    Hora pagada: paid_hour
    Puesto: seat
    Contacto: contact
    Fijo: fixed
  documentos:
    Acta: minutes
    Incidencia: incident
    Caída: downtime
"""

SOURCES = """
sources:
  # --- Norte: registro de eventos de la centralita -------------------------------------------
  # Separado por punto y coma, Windows-1252, día/mes/año, coma decimal, un archivo al mes.
  # Cada archivo llega hasta las 07:00 del día siguiente a su último día: cierra el turno de noche.
  - name: Norte, estados
    table: states
    files: raw/norte/estados_*.csv
    format: csv
    separator: ";"
    encoding: cp1252
    decimal: ","
    columns:
      agent_id: Agente
      start_at: {column: Inicio, format: "%d/%m/%Y %H:%M:%S"}
      end_at: {column: Fin, format: "%d/%m/%Y %H:%M:%S"}
      state: {column: Estado, vocabulary: estados_norte}
      vendor_state: Estado
      campaign: {constant: $campaign}
  - name: Norte, llamadas
    table: contacts
    files: raw/norte/llamadas_*.csv
    format: csv
    separator: ";"
    encoding: cp1252
    decimal: ","
    columns:
      contact_id: Id llamada
      leg: Tramo
      customer_key: Cliente
      segment: {column: Segmento, vocabulary: segmentos}
      channel: {column: Cola, vocabulary: canales}
      queue: {column: Cola, vocabulary: colas}
      campaign: {constant: $campaign}
      arrived_at: {column: Entrada, format: "%d/%m/%Y %H:%M:%S"}
      answered_at: {column: Respuesta, format: "%d/%m/%Y %H:%M:%S"}
      ended_at: {column: Fin, format: "%d/%m/%Y %H:%M:%S"}
      wait_ms: {column: Espera (s), unit: s}
      talk_ms: {column: Conversación (s), unit: s}
      hold_ms: {column: Retención (s), unit: s}
      acw_ms: {column: Administrativo (s), unit: s}
      outcome: {column: Resultado, vocabulary: resultados_norte}
      agent_id: Agente
      resolved: Resuelta
      csat: Satisfacción
      nps: Recomendación

  # --- Sur, voz: solo informes por media hora ---------------------------------------------------
  # Línea de título encima de la cabecera y línea de total al final; duraciones H:MM:SS.
  - name: Sur voz, agentes
    table: agent_intervals
    files: raw/sur_voz/agentes_*.tsv
    format: tsv
    header_line: 2
    skip_footer: 1
    columns:
      start_at: {columns: [Fecha, Inicio], format: "%d/%m/%Y %H:%M"}
      end_at: {after: start_at, length: 30 min}
      agent_id: Agente
      campaign: {constant: $campaign}
      logged_ms: {column: Conexión, unit: clock}
      talk_ms: {column: Conversación, unit: clock}
      hold_ms: {column: Retención, unit: clock}
      acw_ms: {column: Post-llamada, unit: clock}
      ring_ms: {column: Timbre, unit: clock}
      available_ms: {column: Disponible, unit: clock}
      aux_ms: {column: AUX total, unit: clock}
      n_handled: Atendidas
      handle_ms: {column: Gestión, unit: clock}
      scheduled_ms: {column: Planificado, unit: clock}
  - name: Sur voz, auxiliares
    table: aux_intervals
    files: raw/sur_voz/agentes_*.tsv
    format: tsv
    header_line: 2
    skip_footer: 1
    unpivot:
      into: aux_code
      value: aux_ms
      unit: clock
      columns:
$aux_columns
    columns:
      start_at: {columns: [Fecha, Inicio], format: "%d/%m/%Y %H:%M"}
      end_at: {after: start_at, length: 30 min}
      agent_id: Agente
      campaign: {constant: $campaign}
  # Todas las medidas de una cola van a la media hora en que entró el contacto.
  - name: Sur voz, colas
    table: queue_intervals
    files: raw/sur_voz/colas.xlsx
    format: xlsx
    sheet: Colas
    header_line: 3
    stop_at: Total
    columns:
      start_at: {columns: [Fecha, Inicio], format: "%d/%m/%Y %H:%M"}
      end_at: {after: start_at, length: 30 min}
      queue: {column: Cola, vocabulary: colas}
      channel: {constant: voice}
      campaign: {constant: $campaign}
      n_offered: Ofrecidas
      n_answered: Atendidas
      n_abandoned: Abandonadas
      n_redirected: Desbordadas
      n_handled: Atendidas
      wait_answered_ms: {column: Espera atendidas, unit: clock}
      wait_abandoned_ms: {column: Espera abandonadas, unit: clock}
      talk_ms: {column: Conversación, unit: clock}
      hold_ms: {column: Retención, unit: clock}
      acw_ms: {column: Post-llamada, unit: clock}
  - name: Sur voz, umbrales de espera
    table: queue_thresholds
    files: raw/sur_voz/colas.xlsx
    format: xlsx
    sheet: Colas
    header_line: 3
    stop_at: Total
    unpivot:
      into: threshold_ms
      value: n_answered_within
      columns:
        "Atendidas <= 10 s": 10000
        "Atendidas <= 20 s": 20000
        "Atendidas <= 30 s": 30000
        "Atendidas <= 60 s": 60000
        "Atendidas <= 180 s": 180000
    columns:
      start_at: {columns: [Fecha, Inicio], format: "%d/%m/%Y %H:%M"}
      end_at: {after: start_at, length: 30 min}
      queue: {column: Cola, vocabulary: colas}
      channel: {constant: voice}
      campaign: {constant: $campaign}

  # --- Sur, chat: una línea JSON por conversación; ISO 8601 con desfase y milisegundos -----------
  - name: Sur chat, estados
    table: states
    files: raw/sur_chat/estados_*.jsonl
    format: jsonl
    columns:
      agent_id: agentId
      start_at: from
      end_at: to
      state: {column: status, vocabulary: estados_chat}
      vendor_state: status
      campaign: {constant: $campaign}
  - name: Sur chat, conversaciones
    table: contacts
    files: raw/sur_chat/conversaciones_*.jsonl
    format: jsonl
    columns:
      contact_id: conversationId
      leg: {constant: 1}
      channel: {constant: chat}
      queue: {column: queue, vocabulary: colas}
      campaign: {constant: $campaign}
      arrived_at: createdAt
      answered_at: acceptedAt
      ended_at: closedAt
      wait_ms: {column: waitMs, unit: ms}
      talk_ms: {column: chatMs, unit: ms}
      acw_ms: {column: wrapupMs, unit: ms}
      outcome: {column: result, vocabulary: resultados_chat}
      agent_id: agentId

  # --- Planificación ----------------------------------------------------------------------------
  - name: Turnos publicados
    table: schedules
    files: raw/wfm/turnos.csv
    format: csv
    separator: ";"
    encoding: cp1252
    columns:
      agent_id: Agente
      start_at: {column: Desde, format: "%d/%m/%Y %H:%M"}
      end_at: {column: Hasta, format: "%d/%m/%Y %H:%M"}
      activity: {column: Actividad, vocabulary: actividades}
      campaign: {constant: $campaign}
      paid: Retribuida
      published_version: Versión
  - name: Excepciones aprobadas
    table: exceptions
    files: raw/wfm/excepciones.csv
    format: csv
    separator: ";"
    encoding: cp1252
    columns:
      agent_id: Agente
      start_at: {column: Desde, format: "%d/%m/%Y %H:%M:%S"}
      end_at: {column: Hasta, format: "%d/%m/%Y %H:%M:%S"}
      reason: Motivo
      approved_on: {column: Aprobada, format: "%d/%m/%Y"}
  # Previsión del cliente, bloqueada 30 días antes del mes.
  - name: Previsión bloqueada
    table: forecast
    files: raw/wfm/prevision.csv
    format: csv
    separator: ";"
    encoding: cp1252
    decimal: ","
    columns:
      start_at: {column: Desde, format: "%d/%m/%Y %H:%M"}
      end_at: {column: Hasta, format: "%d/%m/%Y %H:%M"}
      queue: {column: Cola, vocabulary: colas}
      channel: {column: Cola, vocabulary: canales}
      n_offered: Previstas
      aht_ms: {column: TMO (s), unit: s}
      version: Versión
      locked_on: {column: Bloqueada, format: "%d/%m/%Y"}
      owner: {column: Responsable, vocabulary: partes}

  # --- Personal ---------------------------------------------------------------------------------
  - name: Plantilla
    table: agents
    files: raw/rrhh/plantilla.xlsx
    format: xlsx
    sheet: Plantilla
    columns:
      agent_id: Empleado
      hired_on: Alta
      production_on: Producción
      left_on: Baja en la empresa
      leave_reason: {column: Motivo de baja, vocabulary: motivos_de_baja}
      voluntary: Voluntaria
      recruitment_source: {column: Fuente, vocabulary: fuentes}
      cohort: Promoción
  # Un cambio de equipo no es una baja: cada destino tiene su tramo de fechas.
  - name: Destinos
    table: assignments
    files: raw/rrhh/plantilla.xlsx
    format: xlsx
    sheet: Destinos
    columns:
      agent_id: Empleado
      from_on: Desde
      to_on: Hasta
      team: Equipo
      first_line: Coordinador
      second_line: Supervisor
      role: Puesto
      site: Centro
      shift: Turno
      campaign: {constant: $campaign}
      contract_h_per_week: Horas semana
      contract_kind: Contrato
  - name: Identificadores por sistema
    table: identities
    files: raw/rrhh/identificadores.csv
    format: csv
    separator: ";"
    encoding: cp1252
    columns:
      agent_id: Empleado
      system: Sistema
      system_id: Identificador
      from_on: {column: Desde, format: "%d/%m/%Y"}
      to_on: {column: Hasta, format: "%d/%m/%Y"}
  - name: Ausencias
    table: absences
    files: raw/rrhh/ausencias.csv
    format: csv
    separator: ";"
    encoding: cp1252
    decimal: ","
    columns:
      agent_id: Empleado
      from_on: {column: Desde, format: "%d/%m/%Y"}
      to_on: {column: Reincorporación, format: "%d/%m/%Y"}
      kind: {column: Tipo, vocabulary: ausencias}
      lost_ms: {column: Horas perdidas, unit: h}
      planned: Planificada
      paid: Retribuida
      protected: Protegida
  - name: Fichajes
    table: clockings
    files: raw/rrhh/fichajes.tsv
    format: tsv
    columns:
      agent_id: Empleado
      start_at: {column: Entrada, format: "%d/%m/%Y %H:%M"}
      end_at: {column: Salida, format: "%d/%m/%Y %H:%M"}
  # La nómina usa su propio número de empleado: véase `identities`.
  - name: Nóminas
    table: payroll
    files: raw/rrhh/nominas.xlsx
    format: xlsx
    sheet: Nóminas
    columns:
      agent_id: Número
      period: Mes
      concept: Concepto
      paid_ms: {column: Horas pagadas, unit: h}
      cost: Coste
      currency: Moneda
  - name: Formación
    table: training
    files: raw/rrhh/formacion.xlsx
    format: xlsx
    sheet: Formación
    columns:
      agent_id: Agente
      start_at: Inicio
      end_at: Fin
      kind: {column: Tipo, vocabulary: formacion}
      ordered_by: {column: Pedida por, vocabulary: partes}
      reason: {column: Motivo, vocabulary: motivos_de_formacion}
  - name: Selección
    table: recruitment
    files: raw/rrhh/seleccion.xlsx
    format: xlsx
    sheet: Selección
    columns:
      vacancy_id: Vacante
      candidate_id: Candidato
      recruitment_source: {column: Fuente, vocabulary: fuentes}
      requested_on: Solicitada
      offered_on: Oferta
      class_started_on: Inicio curso
      class_finished_on: Fin curso
      nesting_on: Acompañamiento
      production_on: Producción
      dropped_on: Abandono

  # --- Calidad y emisión -------------------------------------------------------------------------
  - name: Evaluaciones de calidad
    table: quality
    files: raw/calidad/evaluaciones.csv
    format: csv
    separator: ";"
    encoding: cp1252
    decimal: ","
    columns:
      evaluation_id: Evaluación
      contact_id: Id llamada
      agent_id: Agente
      evaluated_at: {column: Fecha, format: "%d/%m/%Y %H:%M:%S"}
      evaluator_id: Evaluador
      party: {column: Parte, vocabulary: partes}
      score_share: {column: Nota, percent: true}
      n_critical_customer: Críticos cliente
      n_critical_business: Críticos negocio
      n_critical_compliance: Críticos normativa
  - name: Llamadas de salida
    table: attempts
    files: raw/emision/registros.csv
    format: csv
    separator: ";"
    encoding: cp1252
    decimal: ","
    columns:
      record_id: Registro
      campaign: {constant: $campaign}
      attempted_at: {column: Fecha, format: "%d/%m/%Y %H:%M:%S"}
      agent_id: Agente
      result: {column: Resultado, vocabulary: resultados_de_salida}
      useful: Útil
      sale: Venta
      validated: Validada
      value: Importe
      currency: {constant: EUR}

  # --- Economía ----------------------------------------------------------------------------------
  - name: Facturas
    table: invoices
    files: raw/economico/facturas.xlsx
    format: xlsx
    sheet: Líneas
    columns:
      invoice_id: Factura
      line_number: Línea
      period: Periodo
      concept: Concepto
      campaign: {constant: $campaign}
      quantity: Cantidad
      unit: Unidad
      unit_price: Precio
      amount: Importe
      currency: Moneda
      issued_on: Emisión
      due_on: Vencimiento
      status: Estado
      disputed: En disputa
      purchase_order: Pedido
      service_entry: Hoja de entrada
  - name: Pagos
    table: payments
    files: raw/economico/pagos.csv
    format: csv
    separator: ";"
    encoding: cp1252
    decimal: ","
    columns:
      invoice_id: Factura
      paid_on: {column: Fecha de pago, format: "%d/%m/%Y"}
      amount: Importe
      withheld: Retenido
      currency: Moneda
  - name: Presupuesto
    table: budget
    files: raw/economico/presupuesto.xlsx
    format: xlsx
    sheet: Presupuesto
    columns:
      period: Periodo
      concept: Concepto
      campaign: {constant: $campaign}
      amount: Importe
      currency: Moneda
  - name: Costes
    table: costs
    files: raw/economico/costes.xlsx
    format: xlsx
    sheet: Costes
    columns:
      period: Periodo
      concept: Concepto
      campaign: {constant: $campaign}
      amount: Importe
      currency: Moneda
      driver: {column: Inductor, vocabulary: inductores}

  # --- Seguimiento -------------------------------------------------------------------------------
  - name: Indicadores declarados
    table: reported
    files: raw/seguimiento/indicadores.csv
    format: csv
    separator: ";"
    encoding: cp1252
    decimal: ","
    columns:
      party: {column: Parte, vocabulary: partes}
      kpi: Indicador
      from_on: {column: Desde, format: "%d/%m/%Y"}
      to_on: {column: Hasta, format: "%d/%m/%Y"}
      value: Valor
      unit: Unidad
      definition: Definición
  - name: Documentos
    table: evidence
    files: raw/seguimiento/documentos.csv
    format: csv
    separator: ";"
    encoding: cp1252
    columns:
      document_id: Documento
      kind: {column: Clase, vocabulary: documentos}
      start_at: {column: Desde, format: "%d/%m/%Y %H:%M"}
      end_at: {column: Hasta, format: "%d/%m/%Y %H:%M"}
      clause: Cláusula
      note: Nota
"""
