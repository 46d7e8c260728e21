"""The department's desk: tasks that came to a unit, by due time, each with its owner, question, pack and answer form. [O3]"""
