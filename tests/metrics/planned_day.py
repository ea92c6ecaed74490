"""One agent, one shift, by pencil. All times of 10 March 2026.

09:00 productive   logs in at 09:10                                10 late
10:00              10 min of consulta, mapped to coaching          10 out of the plan
11:00 break        taken as pvd until 11:20                         5 too long
11:15 productive   12:00-12:04 no state is known                    4 unknown
13:00 lunch        unpaid, logged out until 13:30
13:30 productive
15:00 training     15:00-15:10 reunion, mapped to meeting          10 out of the plan
                   15:10-15:28 formacion, then available            2 too short
15:30 productive   logs out at 16:50                               10 early
17:00 end          17:20-17:30 talks again                         10 outside

planned 480 = productive 405 + break 15 + lunch 30 + training 30
"""

import pandas as pd

from tests.frames import at, table

DAY = pd.Timestamp("2026-03-10")
CODES = {
    "descanso": "break",
    "pvd": "mandatory_rest",
    "formacion": "training",
    "consulta": "coaching",
    "reunion": "meeting",
}


def planned(agent, start, end, activity, **more):
    return {
        "agent_id": agent,
        "start_at": at(start),
        "end_at": at(end),
        "activity": activity,
    } | more


def piece(agent, start, end, state, code=None, **more):
    return {
        "agent_id": agent,
        "start_at": at(start),
        "end_at": at(end),
        "state": state,
        "aux_code": code,
        "campaign": None,
        "business_day": DAY,
        "imputed": False,
    } | more


def pieces(*rows):
    names = [*piece("", "00:00", "00:00", "")]
    frame = pd.DataFrame(rows, columns=names)
    return frame.astype(
        {
            "agent_id": "str",
            "start_at": "datetime64[ms, UTC]",
            "end_at": "datetime64[ms, UTC]",
            "business_day": "datetime64[ms]",
            "imputed": "bool",
        }
    )


def schedules(*rows):
    return table("schedules", [*rows])


def exception(agent, start, end, reason="incident"):
    return {"agent_id": agent, "start_at": at(start), "end_at": at(end), "reason": reason}


def the_plan(agent="a"):
    return schedules(
        planned(agent, "09:00", "11:00", "productive"),
        planned(agent, "11:00", "11:15", "break"),
        planned(agent, "11:15", "13:00", "productive"),
        planned(agent, "13:00", "13:30", "lunch", paid=False),
        planned(agent, "13:30", "15:00", "productive"),
        planned(agent, "15:00", "15:30", "training"),
        planned(agent, "15:30", "17:00", "productive"),
    )


def the_states(agent="a"):
    return pieces(
        piece(agent, "09:10", "09:30", "available"),
        piece(agent, "09:30", "10:00", "talk"),
        piece(agent, "10:00", "10:10", "aux", "consulta"),
        piece(agent, "10:10", "11:00", "talk"),
        piece(agent, "11:00", "11:20", "aux", "pvd"),
        piece(agent, "11:20", "12:00", "talk"),
        piece(agent, "12:00", "12:04", "unknown"),
        piece(agent, "12:04", "13:00", "available"),
        piece(agent, "13:30", "15:00", "talk"),
        piece(agent, "15:00", "15:10", "aux", "reunion"),
        piece(agent, "15:10", "15:28", "aux", "formacion"),
        piece(agent, "15:28", "15:30", "available"),
        piece(agent, "15:30", "16:50", "talk"),
        piece(agent, "17:20", "17:30", "talk"),
    )
