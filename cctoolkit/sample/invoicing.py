"""The money: invoices with one overcharged line and one disputable malus, payments, costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from cctoolkit.sample.calendar import HOUR_MS, next_month
from cctoolkit.sample.personnel import CENT, Timesheet, yes_no
from cctoolkit.sample.raw import RawFiles, comma, excel_date, spanish_date

PRODUCTIVE_PRICE = Decimal("21.80")
NIGHT_PRICE = Decimal("2.10")
CHAT_PRICE = Decimal("2.35")
TRAINING_PRICE = Decimal("21.55")
STRUCTURE_PER_POST = Decimal("163.50")
WRONG_HOURS = Decimal("200")
TARGET_SHARE = Decimal("0.70")
MALUS_PER_POINT, MALUS_CAP = Decimal("0.01"), Decimal("0.05")
EXCUSED_EXCESS = 0.20
PRODUCTIVE_RULE = "talk + hold + acw + ring + available + emision, voice units"


@dataclass(frozen=True, slots=True)
class Line:
    """An invoice line: quantity times price, to the cent."""

    concept: str
    quantity: Decimal
    unit: str
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        """Amount before tax."""
        return (self.quantity * self.unit_price).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Volume:
    """What a month's invoice is made of."""

    month: date
    productive_ms: int
    night_ms: int
    n_chats: int
    training_ms: int
    n_offered: int
    n_within: int
    is_whole: bool


def to_hours(ms: int) -> Decimal:
    """Hours to the hundredth."""
    return (Decimal(ms) / HOUR_MS).quantize(CENT, ROUND_HALF_UP)


def right_lines(volume: Volume, n_agents: int) -> list[Line]:
    """Return the lines that the contract gives."""
    lines = [
        Line("hora_productiva", to_hours(volume.productive_ms), "h", PRODUCTIVE_PRICE),
        Line("recargo_nocturno", to_hours(volume.night_ms), "h", NIGHT_PRICE),
        Line("chat_atendido", Decimal(volume.n_chats), "contacto", CHAT_PRICE),
        Line("formacion_cliente", to_hours(volume.training_ms), "h", TRAINING_PRICE),
        Line("estructura", Decimal(1), "mes", STRUCTURE_PER_POST * n_agents),
    ]
    malus = malus_share(volume)
    if malus:
        base = sum((line.amount for line in lines[:3]), Decimal(0))
        lines.append(Line("malus_nivel_servicio", -malus, "share", base))
    return lines


def malus_share(volume: Volume) -> Decimal:
    """Share of the base lost: one point for each point, or fraction, below the target."""
    if not volume.is_whole or not volume.n_offered:
        return Decimal(0)
    gap = (TARGET_SHARE - Decimal(volume.n_within) / volume.n_offered) * 100
    points = max(Decimal(0), gap.to_integral_value(ROUND_CEILING))
    return min(MALUS_CAP, MALUS_PER_POINT * points)


def invoiced_lines(volume: Volume, n_agents: int, overcharged: date) -> list[Line]:
    """Return the lines as invoiced: in one month the hours of a replacement class are billed."""
    lines = right_lines(volume, n_agents)
    if volume.month == overcharged:
        right = lines[3]
        lines[3] = Line(right.concept, right.quantity + WRONG_HOURS, right.unit, right.unit_price)
    return lines


def invoice_id(month: date) -> str:
    """Number of a month's invoice."""
    return f"FV-{month:%Y}-{month.month:03d}"


def write_invoices(
    raw: RawFiles, volumes: list[Volume], n_agents: int, overcharged: date
) -> dict[str, str]:
    """Write invoices and payments; return the total of each invoice."""
    header = (
        "Factura",
        "Línea",
        "Periodo",
        "Concepto",
        "Cantidad",
        "Unidad",
        "Precio",
        "Importe",
        "Moneda",
        "Emisión",
        "Vencimiento",
        "Estado",
        "En disputa",
        "Pedido",
        "Hoja de entrada",
    )
    rows: list[tuple] = [header]
    totals: dict[str, Decimal] = {}
    for k, volume in enumerate(volumes):
        issued = next_month(volume.month) + timedelta(days=4)
        for number, line in enumerate(invoiced_lines(volume, n_agents, overcharged), start=1):
            name = invoice_id(volume.month)
            totals[name] = totals.get(name, Decimal(0)) + line.amount
            rows.append(
                (
                    name,
                    number,
                    excel_date(volume.month),
                    line.concept,
                    float(line.quantity),
                    line.unit,
                    float(line.unit_price),
                    float(line.amount),
                    "EUR",
                    excel_date(issued),
                    excel_date(issued + timedelta(days=60)),
                    "pagada" if k + 1 < max(2, len(volumes)) else "emitida",
                    yes_no(False),
                    "PED-4500017",
                    f"HES-{volume.month:%Y%m}",
                )
            )
    amounts = {"amount": str(sum(totals.values(), Decimal(0)))}
    raw.workbook("raw/economico/facturas.xlsx", {"Líneas": rows}, sums=amounts)
    write_payments(raw, volumes, totals)
    return {name: str(total) for name, total in totals.items()}


def write_payments(raw: RawFiles, volumes: list[Volume], totals: dict[str, Decimal]) -> None:
    """Write payments of every invoice but the last, or of the only one."""
    paid = volumes[:-1] or volumes
    columns = {
        "Factura": [invoice_id(v.month) for v in paid],
        "Fecha de pago": [spanish_date(next_month(v.month) + timedelta(days=62)) for v in paid],
        "Importe": [comma(totals[invoice_id(v.month)]) for v in paid],
        "Retenido": ["0,00" for _ in paid],
        "Moneda": ["EUR" for _ in paid],
    }
    raw.append("raw/economico/pagos.csv", columns)


def write_costs(
    raw: RawFiles, volumes: list[Volume], n_agents: int, sheet: Timesheet, payroll_rate: Decimal
) -> None:
    """Write the provider's costs and the client's budget by month and concept."""
    costs: list[tuple] = [("Periodo", "Concepto", "Importe", "Moneda", "Inductor")]
    budget: list[tuple] = [("Periodo", "Concepto", "Importe", "Moneda")]
    planned = {"hora_productiva": 2250, "chat_atendido": 310, "formacion_cliente": 45}
    for volume in volumes:
        month = excel_date(volume.month)
        paid_ms = sum(ms for (_, m), ms in sheet.paid_ms.items() if m == volume.month)
        concepts = (
            ("salarios", Decimal(paid_ms) / HOUR_MS * payroll_rate, "Hora pagada"),
            ("puestos", Decimal(118) * n_agents, "Puesto"),
            ("telefonia", Decimal("0.021") * volume.n_offered, "Contacto"),
            ("estructura", Decimal(132) * n_agents, "Fijo"),
        )
        for concept, amount, driver in concepts:
            rounded = float(amount.quantize(CENT, ROUND_HALF_UP))
            costs.append((month, concept, rounded, "EUR", driver))
        budget += [(month, name, float(each * n_agents), "EUR") for name, each in planned.items()]
    raw.workbook("raw/economico/costes.xlsx", {"Costes": costs})
    raw.workbook("raw/economico/presupuesto.xlsx", {"Presupuesto": budget})


def write_reported(raw: RawFiles, volumes: list[Volume], answered: dict[date, int]) -> list[dict]:
    """Write what each party states: the same calls, two definitions of service level."""
    rows = []
    for volume in volumes:
        of_answered = volume.n_within / answered[volume.month] if answered[volume.month] else 0.0
        of_offered = volume.n_within / volume.n_offered if volume.n_offered else 0.0
        for party, share, definition in (
            ("Proveedor", of_answered, "atendidas en 20 s sobre atendidas"),
            ("Cliente", of_offered, "atendidas en 20 s sobre ofrecidas"),
        ):
            rows.append((party, volume.month, round(share, 3), definition))
    columns = {
        "Parte": [row[0] for row in rows],
        "Indicador": ["service_level" for _ in rows],
        "Desde": [spanish_date(row[1]) for row in rows],
        "Hasta": [spanish_date(next_month(row[1])) for row in rows],
        "Valor": [comma(row[2]) for row in rows],
        "Unidad": ["share" for _ in rows],
        "Definición": [row[3] for row in rows],
    }
    raw.append("raw/seguimiento/indicadores.csv", columns)
    return [{"party": r[0], "month": str(r[1]), "share": r[2], "definition": r[3]} for r in rows]


def plain_lines(lines: list[Line]) -> list[dict]:
    """Lines as text, for the truth."""
    return [
        {
            "concept": line.concept,
            "quantity": str(line.quantity),
            "unit": line.unit,
            "unit_price": str(line.unit_price),
            "amount": str(line.amount),
        }
        for line in lines
    ]
