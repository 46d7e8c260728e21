from django.urls import path

from ambasador.web.directory import calendars, competences, people, units, views

urlpatterns = [
    path("directory/", views.directory, name="directory"),
    path("directory/competences/new/", competences.add, name="competence_new"),
    path("directory/competences/<slug:code>/", competences.change, name="competence"),
    path("directory/units/", units.units, name="units"),
    path("directory/units/new/", units.add, name="unit_new"),
    path("directory/units/<slug:code>/", units.unit, name="unit"),
    path("directory/units/<slug:code>/details/", units.change, name="unit_details"),
    path("directory/units/<slug:code>/head/", units.head, name="unit_head"),
    path("directory/units/<slug:code>/people/new/", people.add, name="person_new"),
    path("directory/people/<int:pk>/", people.change, name="person"),
    path("directory/people/<int:pk>/absences/", people.note_absence, name="absences"),
    path("directory/people/<int:pk>/absences/<int:absence>/removal/", people.cancel_absence, name="absence_removal"),
    path("directory/calendars/", calendars.calendars, name="calendars"),
    path("directory/calendars/new/", calendars.add, name="calendar_new"),
    path("directory/calendars/<int:pk>/", calendars.change, name="calendar"),
    path("directory/calendars/<int:pk>/days/", calendars.set_day, name="calendar_days"),
    path("directory/calendars/<int:pk>/days/<str:on>/removal/", calendars.clear_day, name="calendar_day_removal"),
]
